variable "role_arn" {
  type = string
}

resource "aws_s3_bucket" "logs" {
  bucket = "orders-broker-logs"
}

resource "aws_kinesis_firehose_delivery_stream" "logs" {
  name        = "broker-logs"
  destination = "extended_s3"

  extended_s3_configuration {
    bucket_arn = aws_s3_bucket.logs.arn
    role_arn   = var.role_arn
  }

  tags = {
    LogDeliveryEnabled = "true"
  }
}

resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  logging_info {
    broker_logs {
      firehose {
        enabled         = true
        delivery_stream = aws_kinesis_firehose_delivery_stream.logs.name
      }
    }
  }
}
