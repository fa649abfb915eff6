// The ready examples: one for each link that can break, one that leaves things open, and two that deliver.
import { settings, type Project } from "../workspace.ts";

export interface Example {
  id: string;
  title: string;
  about: string;
  language: "Terraform" | "CloudFormation";
}

export const EXAMPLES: Example[] = [
  { id: "orders", title: "Three destinations, two mistakes", about: "bucket policy, tag of the stream", language: "Terraform" },
  { id: "delivers", title: "Everything arrives", about: "three destinations, all links hold", language: "Terraform" },
  { id: "delivers-cfn", title: "Everything arrives", about: "log group and encrypted bucket", language: "CloudFormation" },
  { id: "open", title: "Three things left open", about: "two variables and the account", language: "Terraform" },
  { id: "group", title: "An ARN for a name", about: "log group", language: "CloudFormation" },
  { id: "group-key", title: "A key for other groups", about: "key of the log group", language: "Terraform" },
  { id: "stream", title: "A stream with a source of its own", about: "stream", language: "CloudFormation" },
  { id: "stream-tag", title: "The next apply stops delivery", about: "tag of the stream", language: "Terraform" },
  { id: "stream-role", title: "The bucket, and none of its objects", about: "role of the stream", language: "CloudFormation" },
  { id: "bucket", title: "An ARN for a bucket", about: "bucket", language: "Terraform" },
  { id: "bucket-policy", title: "A prefix that the policy forgets", about: "bucket policy", language: "CloudFormation" },
  { id: "bucket-key", title: "The key that AWS manages", about: "key of the bucket", language: "Terraform" },
  { id: "key-policy", title: "A key that admits nobody", about: "key policy", language: "CloudFormation" },
  { id: "deployer", title: "A pipeline without permission", about: "deployer", language: "Terraform" },
];

const texts = import.meta.glob<string>(["./*/*.tf", "./*/*.yaml", "./*/*.json"], { query: "?raw", import: "default", eager: true });

/** The file that shows the mistake, where it is not the first. */
const OPEN: Record<string, string> = { orders: "archive.tf", delivers: "archive.tf" };

export function project(id: string): Project {
  const prefix = `./${id}/`;
  const files = Object.entries(texts)
    .filter(([path]) => path.startsWith(prefix))
    .map(([path, text]) => ({ name: path.slice(prefix.length), text }));
  return { files, open: OPEN[id] ?? files[0]?.name ?? "", settings: settings() };
}
