# Broker logs go to a bucket. Below which prefix is said when the plan is made:
#
#     terraform plan -var log_prefix=orders -out plan
#     terraform show -json plan > plan.json

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "log_prefix" {
  type = string
}

variable "subnets" {
  type    = list(string)
  default = ["subnet-0a1", "subnet-0b2", "subnet-0c3"]
}

resource "aws_msk_cluster" "orders" {
  cluster_name           = "orders"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = length(var.subnets)

  broker_node_group_info {
    instance_type   = "kafka.m7g.large"
    client_subnets  = var.subnets
    security_groups = ["sg-0a1b2c3d4e"]
  }

  logging_info {
    broker_logs {
      s3 {
        enabled = true
        bucket  = aws_s3_bucket.logs.id
        prefix  = var.log_prefix
      }
    }
  }
}
