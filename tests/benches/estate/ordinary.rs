//! Ordinary AWS resources: what a module holds beside, or in place of, a cluster.

use crate::random::Random;

const TEAMS: [&str; 8] =
    ["orders", "payments", "catalogue", "search", "billing", "identity", "shipping", "reports"];
const REGIONS: [&str; 4] = ["eu-west-1", "eu-central-1", "us-east-1", "ap-southeast-2"];

/// The beginning of a module without a cluster: versions, provider, variables, locals, outputs.
pub fn main(random: &mut Random) -> String {
    let (team, region) = (random.pick(&TEAMS), random.pick(&REGIONS));
    format!(
        r#"terraform {{
  required_version = ">= 1.5"

  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }}
  }}
}}

provider "aws" {{
  region = "{region}"

  default_tags {{
    tags = local.tags
  }}
}}

data "aws_caller_identity" "current" {{}}

{}
locals {{
  name = "{team}-${{var.environment}}"

  tags = {{
    Team        = "{team}"
    Environment = var.environment
    ManagedBy   = "terraform"
  }}
}}

output "name" {{
  description = "Name of everything in this module"
  value       = local.name
}}
"#,
        VARIABLES
    )
}

pub const VARIABLES: &str = r#"variable "environment" {
  description = "Where this runs"
  type        = string
  default     = "production"
}

variable "subnet_ids" {
  description = "Private subnets"
  type        = list(string)
  default     = []
}

variable "retention_in_days" {
  type    = number
  default = 30
}
"#;

/// One resource, or several that belong together, under names that begin with `name`.
pub fn block(name: &str, random: &mut Random) -> String {
    let team = random.pick(&TEAMS);
    let number = random.between(10, 99);
    let text = random.pick(&BLOCKS).trim_start_matches('\n');
    text.replace("NAME", name).replace("TEAM", team).replace("NUMBER", &number.to_string())
}

const BLOCKS: [&str; 14] = [
    r#"
resource "aws_vpc" "NAME" {
  cidr_block           = "10.NUMBER.0.0/16"
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = merge(local.tags, { Name = "${local.name}-vpc" })
}

resource "aws_subnet" "NAME" {
  count = 3

  vpc_id            = aws_vpc.NAME.id
  cidr_block        = cidrsubnet(aws_vpc.NAME.cidr_block, 4, count.index)
  availability_zone = element(["a", "b", "c"], count.index)

  tags = merge(local.tags, { Name = format("%s-%d", local.name, count.index) })
}
"#,
    r#"
resource "aws_security_group" "NAME" {
  name_prefix = "${local.name}-NAME-"
  description = "TEAM traffic"

  dynamic "ingress" {
    for_each = toset(["443", "80NUMBER"])
    content {
      description = "from the balancer"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["10.0.0.0/8"]
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  lifecycle {
    create_before_destroy = true
  }
}
"#,
    r#"
data "aws_iam_policy_document" "NAME" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "NAME" {
  name               = "${local.name}-NAME"
  assume_role_policy = data.aws_iam_policy_document.NAME.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "NAME" {
  name = "TEAM-NUMBER"
  role = aws_iam_role.NAME.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
        Resource = "arn:aws:dynamodb:*:*:table/${local.name}-*"
      },
      {
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = "*"
      },
    ]
  })
}
"#,
    r#"
resource "aws_lambda_function" "NAME" {
  function_name = "${local.name}-NAME"
  role          = "arn:aws:iam::111122223333:role/TEAM"
  handler       = "index.handler"
  runtime       = "nodejs20.x"
  timeout       = NUMBER
  memory_size   = 256
  filename      = "${path.module}/build/NAME.zip"

  environment {
    variables = {
      STAGE     = var.environment
      LOG_LEVEL = var.environment == "production" ? "warn" : "debug"
    }
  }
}
"#,
    r#"
resource "aws_db_instance" "NAME" {
  identifier              = "${local.name}-NAME"
  engine                  = "postgres"
  engine_version          = "16.3"
  instance_class          = "db.r6g.large"
  allocated_storage       = NUMBER
  storage_encrypted       = true
  multi_az                = var.environment == "production"
  username                = "TEAM"
  manage_master_user_password = true
  backup_retention_period = 14
  deletion_protection     = true
  skip_final_snapshot     = false
}
"#,
    r#"
resource "aws_s3_bucket" "NAME" {
  bucket = "${local.name}-NAME-NUMBER"
  tags   = local.tags
}

resource "aws_s3_bucket_versioning" "NAME" {
  bucket = aws_s3_bucket.NAME.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "NAME" {
  bucket                  = aws_s3_bucket.NAME.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
"#,
    r#"
resource "aws_sqs_queue" "NAME_dead" {
  name                      = "${local.name}-NAME-dead"
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "NAME" {
  name                       = "${local.name}-NAME"
  visibility_timeout_seconds = NUMBER

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.NAME_dead.arn
    maxReceiveCount     = 5
  })
}
"#,
    r#"
resource "aws_cloudwatch_log_group" "NAME" {
  name              = "/aws/lambda/${local.name}-NAME"
  retention_in_days = var.retention_in_days
}

resource "aws_cloudwatch_metric_alarm" "NAME" {
  alarm_name          = "${local.name}-NAME-errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = NUMBER
  treat_missing_data  = "notBreaching"
  dimensions          = { FunctionName = "${local.name}-NAME" }
}
"#,
    r#"
resource "aws_dynamodb_table" "NAME" {
  name         = "${local.name}-NAME"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  range_key    = "created_at"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "created_at"
    type = "N"
  }

  point_in_time_recovery {
    enabled = true
  }
}
"#,
    r#"
resource "aws_kms_key" "NAME" {
  description             = "TEAM data"
  deletion_window_in_days = 30
  enable_key_rotation     = true
}

resource "aws_kms_alias" "NAME" {
  name          = "alias/${local.name}-NAME-NUMBER"
  target_key_id = aws_kms_key.NAME.key_id
}
"#,
    r#"
resource "aws_ecs_service" "NAME" {
  name            = "${local.name}-NAME"
  cluster         = "TEAM"
  desired_count   = var.environment == "production" ? 3 : 1
  launch_type     = "FARGATE"
  task_definition = "TEAM:NUMBER"

  network_configuration {
    subnets = var.subnet_ids
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
"#,
    r#"
resource "aws_lb_target_group" "NAME" {
  name        = substr("${local.name}-NAME", 0, 32)
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"

  health_check {
    path                = "/health"
    healthy_threshold   = 2
    unhealthy_threshold = 5
    interval            = NUMBER
  }
}
"#,
    r#"
resource "aws_sns_topic" "NAME" {
  name = "${local.name}-NAME"
}

resource "aws_sns_topic_policy" "NAME" {
  arn = aws_sns_topic.NAME.arn

  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Service": "cloudwatch.amazonaws.com" },
          "Action": "sns:Publish",
          "Resource": "${aws_sns_topic.NAME.arn}"
        }
      ]
    }
  POLICY
}
"#,
    r#"
locals {
  NAME_ports = {
    http    = 8080
    metrics = 90NUMBER
  }

  NAME_rules = [for name, port in local.NAME_ports : {
    name = upper(name)
    port = port
  } if port > 8000]
}

output "NAME_ports" {
  description = "Ports of TEAM"
  value       = { for rule in local.NAME_rules : rule.name => rule.port }
}
"#,
];
