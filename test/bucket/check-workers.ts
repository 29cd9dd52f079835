import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createJob } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { jobOf, openJobQueue, PRUNE_MODEL } from '@lamina/jobs';
import type { BucketSettings } from '@lamina/model-store';
import { createRemoval } from '@lamina/plans';
import type { Checks } from '../e2e/checks.ts';
import { postOperation } from '../e2e/post-operation.ts';
import { type Installation, MODEL, openInstallation } from '../fault/installation.ts';
import { startLaneServer } from '../fault/lane-server.ts';
import { startApiProcess } from '../load/start-api-process.ts';

export interface WorkersOptions {
  readonly settings: BucketSettings;
  readonly bucketFolder: string;
  /** An empty folder. */
  readonly folder: string;
  /** Starts the S3 server, which does not run yet. */
  readonly startBucket: () => Promise<void>;
}

interface File {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly download: string;
}
interface Prunings {
  readonly prunings: {
    readonly nodes: readonly { readonly removed: readonly number[]; readonly artefact: { readonly files: readonly File[] } }[];
  };
}

const TOKEN = 'lam_administrator-of-the-bucket-test';
const FILES = '{ prunings { nodes { removed artefact { files { path bytes sha256 download } } } } }';
const UPLOAD_FAILED = `SELECT message FROM "JobEvent" WHERE "jobId" = $1::uuid AND type = 'retried'`;
const ENDED = `SELECT status, "errorCode", "errorMessage" FROM "Job" WHERE id = $1::uuid AND status IN ('SUCCEEDED', 'FAILED')`;

interface Ended {
  readonly status: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** Prunes a model where the bucket cannot be reached, then where it can, and downloads from an API process that has no model on its own disk. */
export async function checkWorkers(checks: Checks, { settings, bucketFolder, folder, startBucket }: WorkersOptions): Promise<void> {
  const { bucket, endpoint, credentials } = settings;
  assert.ok(endpoint !== null && credentials !== null);
  const server = await startLaneServer(join(folder, 'postgres'));
  const inspection = await inspectModel(MODEL, { roots: ['models'] });
  const installation = await openInstallation({ name: 'bucket', folder, server, inspection });
  const address = { LAMINA_BUCKET: bucket, LAMINA_BUCKET_ENDPOINT: endpoint, LAMINA_BUCKET_PREFIX: settings.prefix };
  const startWorker = (secretAccessKey: string) =>
    installation.startWorker({
      env: { ...address, LAMINA_BUCKET_ACCESS_KEY_ID: credentials.accessKeyId, LAMINA_BUCKET_SECRET_ACCESS_KEY: secretAccessKey },
    });
  const { database } = installation;
  try {
    const worker = startWorker(credentials.secretAccessKey);
    await checks.check('a model that cannot be uploaded is no stored pruning, and the next attempt uploads it', async () => {
      const id = await prune(installation, [3, 5]);
      const { message } = await installation.waitFor<{ message: string }>(UPLOAD_FAILED, [id]);
      assert.match(message, /^STORE_UNREACHABLE: the bucket models at http:/);
      assert.equal(await database.prisma.pruning.count(), 0);
      await startBucket();
      assert.deepEqual(await installation.waitFor<Ended>(ENDED, [id]), { status: 'SUCCEEDED', errorCode: null, errorMessage: null });
      assert.equal(await database.prisma.pruning.count(), 1);
    });
    await installation.waitFor<Ended>(ENDED, [await prune(installation, [4])]);
    worker.signal('SIGTERM');
    await worker.ended;
    await checkDownloads(checks, installation, { settings, bucketFolder, folder });
    await checks.check('a worker with a wrong secret fails its job at once, and stores no pruning', async () => {
      startWorker('wrong-and-secret');
      const { status, errorCode, errorMessage } = await installation.waitFor<Ended>(ENDED, [await prune(installation, [6])]);
      assert.deepEqual([status, errorCode], ['FAILED', 'CONFIG_INVALID']);
      assert.match(String(errorMessage), /LAMINA_BUCKET_SECRET_ACCESS_KEY/);
      assert.equal(await database.prisma.pruning.count(), 2);
    });
  } finally {
    await installation.close();
    await server.stop();
  }
}

/** Queues a job that removes these layers, and returns its id. */
async function prune({ database, url, revision }: Installation, layers: readonly number[]): Promise<string> {
  const queue = await openJobQueue(url, { role: 'sender' });
  const payload = {
    revisionId: revision.revisionId,
    strategies: ['explicit' as const],
    counts: [1],
    seeds: [0],
    removals: [createRemoval({ blocks: layers })],
  };
  const { id } = await createJob(database, jobOf(PRUNE_MODEL, payload), queue.enqueue);
  await queue.stop();
  return id;
}

async function checkDownloads(
  checks: Checks,
  { url }: Installation,
  { settings, bucketFolder, folder }: Pick<WorkersOptions, 'settings' | 'bucketFolder' | 'folder'>,
): Promise<void> {
  const { bucket, endpoint, prefix, credentials } = settings;
  const dataDir = join(folder, 'apart');
  mkdirSync(dataDir);
  const api = await startApiProcess({
    env: {
      DATABASE_URL: url,
      LAMINA_DATA_DIR: dataDir,
      LAMINA_ADMIN_TOKEN: TOKEN,
      LAMINA_ANONYMOUS_READS: 'false',
      LAMINA_BUCKET: bucket,
      LAMINA_BUCKET_ENDPOINT: String(endpoint),
      LAMINA_BUCKET_PREFIX: prefix,
      // As a machine of AWS has them.
      AWS_ACCESS_KEY_ID: String(credentials?.accessKeyId),
      AWS_SECRET_ACCESS_KEY: String(credentials?.secretAccessKey),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const address = await api.ready();
    const { prunings } = await postOperation<Prunings>(address, FILES, {}, TOKEN);
    const files = prunings.nodes.flatMap(({ artefact }) => artefact.files);
    const get = ({ download }: File, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
      fetch(new URL(download, address), { method, headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
    const contentOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
    const graph = files.find(({ path }) => path === 'onnx/model.onnx');
    assert.ok(graph !== undefined);

    await checks.check('an API process without the folder of the workers sends each file of the bucket, with its digest', async () => {
      assert.equal(prunings.nodes.length, 2);
      for (const file of files) {
        const response = await get(file);
        assert.deepEqual([response.status, response.headers.get('etag')], [200, `"${file.sha256}"`]);
        assert.equal(
          createHash('sha256')
            .update(await contentOf(response))
            .digest('hex'),
          file.sha256,
          file.path,
        );
      }
    });
    await checks.check('both models have the same weights, which the bucket holds once', async () => {
      const digests = new Set(files.map(({ sha256 }) => sha256));
      assert.ok(digests.size < files.length);
      assert.deepEqual(new Set(readdirSync(join(bucketFolder, prefix))), digests);
    });
    await checks.check('ranges, HEAD, and the refusals of both', async () => {
      const whole = await contentOf(await get(graph));
      const part = await get(graph, { range: 'bytes=10-99' });
      assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 10-99/${graph.bytes}`]);
      assert.ok((await contentOf(part)).equals(whole.subarray(10, 100)));
      const head = await get(graph, {}, 'HEAD');
      assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(graph.bytes)]);
      const outside = await get(graph, { range: `bytes=${graph.bytes}-` });
      assert.deepEqual([outside.status, outside.headers.get('content-range')], [416, `bytes */${graph.bytes}`]);
      assert.equal((await get(graph, { authorization: 'Bearer lam_wrong' })).status, 401);
    });
    await checks.check('an object that was removed is answered with 404', async () => {
      rmSync(join(bucketFolder, prefix, graph.sha256));
      for (const method of ['GET', 'HEAD']) assert.equal((await get(graph, {}, method)).status, 404);
    });
  } finally {
    await api.stop();
  }
}
