resource "aws_mskconnect_connector" "archive" {
  name = "archive"
}
