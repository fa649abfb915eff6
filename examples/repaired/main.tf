terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["210987654321"]
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.region
}

module "orders" {
  source = "./cluster"

  name       = "orders"
  subnets    = var.subnets
  log_bucket = aws_s3_bucket.archive.id
  log_prefix = "orders"
  log_stream = aws_kinesis_firehose_delivery_stream.search.name
  log_key    = aws_kms_key.groups.arn
}

variable "subnets" {
  description = "One subnet in each availability zone."
  type        = list(string)
  default     = ["subnet-0a1", "subnet-0b2", "subnet-0c3"]
}
