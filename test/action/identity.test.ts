import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BrandBundle } from '@livery/contracts';
import { parse } from 'yaml';
import { describeWith } from '../requirements';
import type { RunActionOptions } from '../runner-harness';
import { GithubApi } from '../support/GithubApi';
import { LeakHunt, withoutMasks } from '../support/LeakHunt';
import { OidcIssuer } from '../support/OidcIssuer';
import { PortalApi } from '../support/portalApi';
import { Registry } from '../support/registry';
import { SigstoreServices } from '../support/SigstoreServices';
import { pushSyntheticImage } from '../support/syntheticImage';
import { sampleBrand } from '../support/trees';
import { ActionLab, ending, errorsOf } from './ActionLab';

const TOKEN = 'ghs_CanaryTokenCanaryTokenCanaryToken00';
const PASSWORD = 'canary-Pa55word-of-the-portal';
const RUN = '5b0c8a52-2a0e-4a55-9b0e-0c1c8a7d9e11';

/** The brand of the portal, with all its bytes. */
function sampleBundle(): BrandBundle {
  const brand = parse(readFileSync(path.join(sampleBrand, 'brand.yaml'), 'utf8')) as {
    assets: Record<string, string>;
  };
  const assets = Object.values(brand.assets).map(name => [
    name,
    readFileSync(path.join(sampleBrand, name)).toString('base64'),
  ]);
  return BrandBundle.parse({ brand, assets: Object.fromEntries(assets) });
}

describeWith(
  ['docker-registry', 'htpasswd', 'skopeo'],
  'The bundled action, by the identity of its workflow,',
  () => {
    let lab: ActionLab;
    let open: Registry;
    let locked: Registry;
    let issuer: OidcIssuer;
    let sigstore: SigstoreServices;
    let api: GithubApi;
    beforeAll(async () => {
      lab = new ActionLab();
      issuer = await OidcIssuer.start();
      [open, locked, sigstore, api] = await Promise.all([
        Registry.start(),
        Registry.start({ auth: { kind: 'htpasswd', users: { robot: PASSWORD } } }),
        SigstoreServices.start(issuer),
        GithubApi.start({ token: TOKEN, repository: 'acme/chat' }),
      ]);
      await pushSyntheticImage(open.host, 'open/app', '1', { sizeBytes: 50_000, scripts: 1 });
    });
    afterAll(async () => {
      await Promise.all([open, locked, issuer, sigstore, api].map(server => server.stop()));
      lab.remove();
    });

    const overlay = (options: Omit<RunActionOptions, 'action' | 'workspace'>) =>
      lab.run({
        token: TOKEN,
        ...options,
        inputs: { source: `${open.host}/open/app:1`, ...options.inputs },
        env: { ...issuer.variables, ...options.env },
        github: { api_url: api.url, ...options.github },
      });

    it('attests what it pushed and says it on the pull request; a second run adds nothing to either', async () => {
      const repo = { id: 1, full_name: 'acme/chat' };
      const event = {
        name: 'pull_request',
        payload: {
          repository: repo,
          pull_request: { number: 7, head: { sha: 'a'.repeat(40), repo }, base: { repo } },
        },
      };
      const inputs = {
        targets: `${open.host}/acme/chat:1`,
        attest: 'provenance\nsbom',
        sigstore: `fulcio=${sigstore.url} rekor=${sigstore.url}`,
        'pull-request': 'comment',
      };
      const hunt = new LeakHunt({ token: TOKEN });
      const first = await overlay({ event, inputs });
      expect(ending(first)).toEqual({ conclusion: 'success' });
      expect(first.outputs.attested).toBe('true');
      const hex = first.outputs.digest?.replace('sha256:', 'sha256-');
      // This registry has no list of referrers, so that it is a tag: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
      const listReferrers = () =>
        execFileSync(
          'skopeo',
          ['inspect', '--raw', '--tls-verify=false', `docker://${open.host}/acme/chat:${hex}`],
          {
            encoding: 'utf8',
          },
        );
      const referrers = listReferrers();
      expect(referrers).toContain('https://slsa.dev/provenance/v1');
      expect(referrers).toContain('https://cyclonedx.org/bom');
      expect(first.summary).toMatch(/\| provenance \| attached \|/);
      expect(api.comments).toHaveLength(1);
      expect(api.comments[0]?.body).toContain(first.outputs.digest);
      expect(api.bundles).toHaveLength(2);

      const again = await overlay({ event, inputs });
      expect(ending(again)).toEqual({ conclusion: 'success' });
      expect(again.outputs).toMatchObject({ attested: 'true', skipped: 'true' });
      expect(listReferrers()).toBe(referrers);
      expect(api.comments).toHaveLength(1);
      expect(api.comments[0]?.body).toContain('nothing to do');
      expect(api.faults).toEqual([]);
      const tokens = new LeakHunt(
        Object.fromEntries(issuer.secrets.map((secret, index) => [String(index), secret])),
      );
      const streams = {
        'a stream': [first, again].map(run => withoutMasks(run.stdout) + run.stderr).join('\n'),
      };
      expect([hunt, tokens].flatMap(each => each.find(streams, [lab.temp]))).toEqual([]);
    });

    it('pushes nothing that could not be attested, and brands nothing whose maker is not the one that was named', async () => {
      const targets = `${open.host}/never/chat:1`;
      const nobody = await overlay({
        inputs: { targets, attest: 'provenance' },
        env: { ACTIONS_ID_TOKEN_REQUEST_URL: '' },
      });
      expect(errorsOf(nobody)).toEqual([expect.stringContaining('"id-token: write"')]);
      const workspace = lab.workspace();
      writeFileSync(path.join(workspace, 'root.json'), JSON.stringify(sigstore.trustedRoot));
      const stranger = await lab.run({
        workspace,
        inputs: {
          source: `${open.host}/open/app:1`,
          targets,
          'trusted-root': 'root.json',
          'verify-upstream':
            'https://github.com/open-webui/open-webui/.github/workflows/docker-build.yaml@refs/tags/*',
        },
      });
      expect(ending(stranger, 'failure')).toEqual({ conclusion: 'failure' });
      expect(errorsOf(stranger)).toEqual([expect.stringMatching(/attest/)]);
      expect(existsSync(path.join(open.storage, 'docker/registry/v2/repositories/never'))).toBe(false);
    });

    it('takes brand, configuration and logins from a portal, and the portal hears of the run to its end', async () => {
      const repository = 'acme/portal';
      const portal = await PortalApi.start({
        issuer,
        trusts: { repository_id: '123456789' },
        jobs: [
          {
            runId: RUN,
            source: { kind: 'folder', location: '/nowhere' },
            steps: ['apply_branding', 'push_registry'],
            bundle: sampleBundle(),
            configuration: { GREETING: 'hello' },
            targets: [`${locked.host}/${repository}:1`],
          },
        ],
        logins: {
          [`${locked.host}/${repository}`]: { kind: 'password', username: 'robot', password: PASSWORD },
        },
      });
      try {
        const inputs = { brand: 'Meridian Chat', portal: portal.url, 'run-id': RUN };
        const done = await overlay({ inputs });
        expect(ending(done)).toEqual({ conclusion: 'success' });
        expect(done.outputs.tags).toBe(`${locked.host}/${repository}:1`);
        expect(portal.events.map(({ type }) => type)).toEqual(
          expect.arrayContaining(['run.started', 'step.completed', 'output']),
        );
        expect(portal.events.at(-1)).toMatchObject({ type: 'run.finished', state: 'completed' });
        const refused = await overlay({ inputs: { ...inputs, source: 'not-there', mode: 'source' } });
        expect(ending(refused, 'failure')).toEqual({ conclusion: 'failure' });
        expect(portal.events.at(-1)).toMatchObject({ type: 'run.finished', state: 'failed' });
        const secrets = Object.fromEntries(portal.secrets.map((secret, index) => [`robot${index}`, secret]));
        const streams = { 'a stream': withoutMasks(done.stdout), events: JSON.stringify(portal.events) };
        expect(new LeakHunt({ ...secrets, robot: PASSWORD }).find(streams, [lab.temp])).toEqual([]);
      } finally {
        await portal.stop();
      }
    });
  },
);
