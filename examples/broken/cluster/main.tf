variable "name" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "log_bucket" {
  type = string
}

variable "log_prefix" {
  type    = string
  default = null
}

variable "log_stream" {
  type = string
}

variable "log_key" {
  type    = string
  default = null
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = "3.8.x"
  number_of_broker_nodes = length(var.subnets)

  broker_node_group_info {
    instance_type   = "kafka.m7g.large"
    client_subnets  = var.subnets
    security_groups = [aws_security_group.brokers.id]
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }

      firehose {
        enabled         = true
        delivery_stream = var.log_stream
      }

      s3 {
        enabled = true
        bucket  = var.log_bucket
        prefix  = var.log_prefix
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "brokers" {
  name              = "/msk/${var.name}"
  retention_in_days = 14
  kms_key_id        = var.log_key
}

resource "aws_security_group" "brokers" {
  name        = "${var.name}-brokers"
  description = "Brokers of ${var.name}"
}
