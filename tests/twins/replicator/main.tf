resource "aws_cloudwatch_log_group" "replicator" {
  name = "/msk/failover"
}

resource "aws_msk_replicator" "failover" {
  replicator_name = "failover"

  log_delivery {
    replicator_log_delivery {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.replicator.name
      }
    }
  }
}
