data "aws_caller_identity" "here" {}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudwatch_log_group" "brokers" {
  name       = "/msk/payments"
  kms_key_id = aws_kms_key.groups.arn
}

resource "aws_kms_key" "groups" {
  description = "log groups"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.here.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "EncryptLogGroups"
        Effect    = "Allow"
        Principal = { Service = "logs.eu-west-1.amazonaws.com" }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Resource  = "*"
        Condition = {
          # Groups below /aws/ only; this one is /msk/payments.
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:eu-west-1:${data.aws_caller_identity.here.account_id}:log-group:/aws/*"
          }
        }
      },
    ]
  })
}

resource "aws_msk_cluster" "payments" {
  cluster_name = "payments"

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }
    }
  }
}
