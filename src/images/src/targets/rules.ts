import { amazon } from './kinds/amazon';
import { azure } from './kinds/azure';
import { dockerHub } from './kinds/dockerHub';
import { generic } from './kinds/generic';
import { github } from './kinds/github';
import { gitlab } from './kinds/gitlab';
import { google } from './kinds/google';
import { harbor } from './kinds/harbor';
import { quay } from './kinds/quay';
import type { TargetKind, TargetRules } from './TargetRules';

const rules = {
  docker_hub: dockerHub,
  github_registry: github,
  quay_io: quay,
  aws_ecr: amazon,
  azure_registry: azure,
  google_registry: google,
  gitlab_registry: gitlab,
  harbor,
  generic,
} as const satisfies Readonly<Record<TargetKind, TargetRules>>;

/** What is known of a kind of registry. */
export function rulesOf(kind: TargetKind): TargetRules {
  return rules[kind];
}

/** The kind of a registry, by its host; `generic` for those that could be any. */
export function kindOfRegistry(registry: string): TargetKind {
  const known: readonly TargetRules[] = Object.values(rules);
  return known.find(({ hosts }) => hosts?.test(registry))?.kind ?? 'generic';
}
