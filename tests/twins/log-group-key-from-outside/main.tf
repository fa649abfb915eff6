variable "key_arn" {
  type = string
}

resource "aws_cloudwatch_log_group" "brokers" {
  name       = "/msk/orders"
  kms_key_id = var.key_arn
}

resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }
    }
  }
}
