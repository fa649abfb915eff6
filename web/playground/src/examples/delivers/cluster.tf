provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["210987654321"]
}

resource "aws_msk_cluster" "orders" {
  cluster_name           = "orders"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3

  broker_node_group_info {
    instance_type   = "kafka.m7g.large"
    client_subnets  = ["subnet-0a1", "subnet-0b2", "subnet-0c3"]
    security_groups = ["sg-0d4"]
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }
      firehose {
        enabled         = true
        delivery_stream = aws_kinesis_firehose_delivery_stream.search.name
      }
      s3 {
        enabled = true
        bucket  = aws_s3_bucket.archive.id
        prefix  = "brokers"
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "brokers" {
  name              = "/msk/orders"
  retention_in_days = 30
}
