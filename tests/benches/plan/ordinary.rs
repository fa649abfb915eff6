//! Resources that have nothing to do with logs of MSK, some of them of types that may.

use crate::clusters::{ACCOUNT, REGION};
use crate::random::Random;
use serde_json::{Value, json};

/// Type and values. The same number gives the same resource.
pub fn resource(number: usize) -> (&'static str, Value) {
    let mut random = Random::new(0x706c_616e + number as u64);
    let id = format!("{:016x}", random.next());
    let name = format!("service-{}-{}", number % 97, id.split_at(6).0);
    let tags = json!({"Name": name, "Team": format!("team-{}", number % 13), "Stage": "production"});
    match random.between(0, 19) {
        0 => ("aws_iam_role", role(&name, &tags)),
        1 => (
            "aws_cloudwatch_log_group",
            json!({
                "arn": format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/service/{name}"),
                "id": format!("/service/{name}"), "name": format!("/service/{name}"), "kms_key_id": "",
                "log_group_class": "STANDARD", "retention_in_days": 30, "tags": tags, "tags_all": tags,
            }),
        ),
        2..=4 => ("aws_ecs_task_definition", task(&name, &tags)),
        5..=10 => (
            "aws_security_group_rule",
            json!({
                "cidr_blocks": ["10.0.0.0/8", "172.16.0.0/12"], "description": format!("from {name}, \"internal\""),
                "from_port": number % 60_000, "to_port": number % 60_000 + 8, "protocol": "tcp",
                "id": format!("sgrule-{id}"), "ipv6_cidr_blocks": [], "prefix_list_ids": [],
                "security_group_id": format!("sg-{id}"), "self": false, "type": "ingress", "timeouts": null,
            }),
        ),
        _ => (
            "aws_instance",
            json!({
                "ami": format!("ami-{id}"), "arn": format!("arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-{id}"),
                "associate_public_ip_address": false, "availability_zone": format!("{REGION}a"),
                "capacity_reservation_specification": [{"capacity_reservation_preference": "open", "capacity_reservation_target": []}],
                "cpu_options": [{"amd_sev_snp": "", "core_count": 2, "threads_per_core": 2}],
                "ebs_block_device": [], "enclave_options": [{"enabled": false}], "id": format!("i-{id}"),
                "iam_instance_profile": name, "instance_state": "running", "instance_type": "m7g.large",
                "metadata_options": [{"http_endpoint": "enabled", "http_put_response_hop_limit": 2, "http_tokens": "required"}],
                "root_block_device": [{"delete_on_termination": true, "device_name": "/dev/xvda", "encrypted": true, "volume_size": 40, "volume_type": "gp3"}],
                "subnet_id": format!("subnet-{id}"), "tags": tags, "tags_all": tags, "user_data": id.repeat(4),
                "vpc_security_group_ids": [format!("sg-{id}")],
            }),
        ),
    }
}

fn role(name: &str, tags: &Value) -> Value {
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole",
    }]});
    json!({
        "arn": format!("arn:aws:iam::{ACCOUNT}:role/{name}"), "assume_role_policy": trust.to_string(), "id": name,
        "force_detach_policies": false, "inline_policy": [], "managed_policy_arns": [], "max_session_duration": 3600,
        "name": name, "path": "/", "permissions_boundary": "", "tags": tags, "tags_all": tags,
    })
}

fn task(name: &str, tags: &Value) -> Value {
    let variable = |at: usize| json!({"name": format!("SETTING_{at}"), "value": format!("https://{name}.internal/{at}")});
    let containers = json!([{
        "name": name, "image": format!("{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{name}:1.7.2"), "cpu": 256,
        "environment": (0..12).map(variable).collect::<Vec<_>>(), "essential": true,
    }]);
    json!({
        "arn": format!("arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/{name}:7"),
        "container_definitions": containers.to_string(), "cpu": "256", "family": name, "memory": "512",
        "network_mode": "awsvpc", "requires_compatibilities": ["FARGATE"], "tags": tags, "tags_all": tags,
    })
}
