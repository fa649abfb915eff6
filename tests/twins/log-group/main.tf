resource "aws_cloudwatch_log_group" "brokers" {
  name = "/msk/orders"
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
