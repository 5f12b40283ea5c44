import type { Report } from '@livery/contracts';
import type { WorkflowClaims } from '../identity';
import { imagePurl, repositoryOf } from './purl';
import { hexOf } from './statement';

/** Something that an image was made from. */
interface Material {
  readonly uri: string;
  readonly name?: string;
  readonly digest: Readonly<Record<string, string>>;
}

/**
 * How an image came to be, as a claim of a workflow: https://slsa.dev/spec/v1.0/provenance, in the form of
 * https://actions.github.io/buildtypes/workflow/v1, so that whoever checks images of workflows knows this one as well.
 *
 * @param report - left out when nothing is known of upstream and brand
 */
export function provenanceOf(claims: WorkflowClaims, serverUrl: string, report?: Report): object {
  const [file = '', ref = ''] = claims.workflow_ref.split('@');
  const repository = `${serverUrl}/${claims.repository}`;
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: {
        workflow: { ref, repository, path: file.slice(`${claims.repository}/`.length) },
      },
      internalParameters: {
        github: {
          event_name: claims.event_name,
          repository_id: claims.repository_id,
          repository_owner_id: claims.repository_owner_id,
          runner_environment: claims.runner_environment,
        },
      },
      resolvedDependencies: [
        { uri: `git+${repository}@${claims.ref}`, digest: { gitCommit: claims.sha } },
        ...(report ? materialsOf(report) : []),
      ],
    },
    runDetails: {
      builder: { id: `${serverUrl}/${claims.job_workflow_ref}` },
      metadata: {
        invocationId: `${repository}/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}`,
      },
    },
  };
}

/** The three inputs that decide every byte: upstream, profile and brand. */
function materialsOf({ upstream, profile, brand }: Report): Material[] {
  return [
    ...upstreamOf(upstream),
    {
      uri: `urn:livery:profile:${encodeURIComponent(profile.id)}`,
      name: 'profile',
      digest: sha256(profile.digest),
    },
    { uri: 'urn:livery:brand', name: brand.name, digest: sha256(brand.digest) },
  ];
}

function upstreamOf({ source, commit }: Report['upstream']): Material[] {
  if (commit === undefined) {
    return [];
  }
  if (commit.startsWith('sha256:')) {
    return [{ uri: imagePurl(repositoryOf(source), commit), name: 'upstream', digest: sha256(commit) }];
  }
  // A folder of the runner says nothing to others, and its commit is that of the workflow then.
  return /^(?:https|ssh):\/\//.test(source)
    ? [{ uri: `git+${source}`, name: 'upstream', digest: { gitCommit: commit } }]
    : [];
}

function sha256(digest: string): { sha256: string } {
  return { sha256: hexOf(digest) };
}
