resource "aws_kms_key" "logs" {
  description = "broker logs"
}

resource "aws_cloudwatch_log_group" "brokers" {
  name       = "/msk/orders"
  kms_key_id = aws_kms_key.logs.arn
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
