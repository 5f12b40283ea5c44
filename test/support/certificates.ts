import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A certificate and its key, as files. */
export interface KeyPair {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** The certificate as PEM. */
  readonly certificate: string;
}

function openssl(folder: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
}

function pairOf(folder: string, name: string): KeyPair {
  const certificateFile = path.join(folder, `${name}.crt`);
  return {
    certificateFile,
    keyFile: path.join(folder, `${name}.key`),
    certificate: readFileSync(certificateFile, 'utf8'),
  };
}

/** An authority that nobody knows, made in a folder. */
export function createAuthority(folder: string): KeyPair {
  openssl(
    folder,
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=Livery test authority', '-keyout', 'authority.key', '-out', 'authority.crt'],
  );
  return pairOf(folder, 'authority');
}

/** A certificate of an authority for loopback, made in the same folder. */
export function createServerCertificate(folder: string, authority: KeyPair): KeyPair {
  writeFileSync(path.join(folder, 'server.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n');
  openssl(
    folder,
    ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr'],
  );
  openssl(
    folder,
    ...['x509', '-req', '-in', 'server.csr', '-CA', authority.certificateFile, '-CAkey', authority.keyFile],
    ...['-CAcreateserial', '-days', '2', '-extfile', 'server.ext', '-out', 'server.crt'],
  );
  return pairOf(folder, 'server');
}

/** A key and a certificate for it that sign tokens, made in a folder. */
export function createTokenSigner(folder: string): KeyPair {
  openssl(
    folder,
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Livery test tokens'],
    ...['-keyout', 'tokens.key', '-out', 'tokens.crt'],
  );
  return pairOf(folder, 'tokens');
}
