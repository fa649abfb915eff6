resource "aws_iam_role" "deploy" {
  name = "deploy"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
      Action    = "sts:AssumeRole"
    }]
  })

  inline_policy {
    name = "msk"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect   = "Allow"
          Action   = ["kafka:*", "logs:CreateLogDelivery"]
          Resource = "*"
        },
        {
          Effect   = "Allow"
          Action   = ["logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups"]
          Resource = "arn:aws:logs:eu-west-1:111122223333:log-group:/msk/orders:*"
        },
      ]
    })
  }
}

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
