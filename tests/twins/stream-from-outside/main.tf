variable "stream" {
  type = string
}

resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  logging_info {
    broker_logs {
      firehose {
        enabled         = true
        delivery_stream = var.stream
      }
    }
  }
}
