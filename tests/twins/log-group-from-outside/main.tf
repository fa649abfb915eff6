variable "log_group" {
  type = string
}

resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = var.log_group
      }
    }
  }
}
