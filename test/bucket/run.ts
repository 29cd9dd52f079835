import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@lamina/database';
import type { BucketSettings } from '@lamina/model-store';
import { endSuite, skipSuite } from '../../scripts/count-line.ts';
import { Checks } from '../e2e/checks.ts';
import { checkStore } from './check-store.ts';
import { checkWorkers } from './check-workers.ts';
import { prepareRclone } from './prepare-rclone.ts';
import { startS3Server } from './start-s3-server.ts';

/** Written models in a bucket of an S3-compatible server: the store alone, then workers that upload and an API that sends. */
const rclone = prepareRclone(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina'));
if (typeof rclone === 'string') skipSuite(rclone);
const folder = mkdtempSync(join(tmpdir(), 'lamina-bucket-'));
const [buckets, models, parts] = ['buckets', 'models', 'parts'].map((name) => join(folder, name)) as [string, string, string];
for (const made of [join(buckets, 'parts'), join(buckets, 'models'), models, parts]) mkdirSync(made, { recursive: true });
const port = await findFreePort();
const credentials = { accessKeyId: 'lamina', secretAccessKey: 'the-secret-of-the-bucket-test' };
const shared: Omit<BucketSettings, 'bucket' | 'prefix'> = {
  endpoint: `http://127.0.0.1:${port}`,
  region: 'us-east-1',
  pathStyle: true,
  credentials,
};
let stopBucket = async (): Promise<void> => undefined;
const startBucket = async (): Promise<void> => {
  stopBucket = await startS3Server({ ...rclone, port, folder: buckets, ...credentials, logFile: join(folder, 'rclone.log') });
};
const checks = new Checks();
await checks.group('workers and an API process', () =>
  checkWorkers(checks, {
    settings: { ...shared, bucket: 'models', prefix: 'lamina/' },
    bucketFolder: join(buckets, 'models'),
    folder: models,
    startBucket,
  }),
);
await checks.group('the store', () =>
  checkStore(checks, { settings: { ...shared, bucket: 'parts', prefix: '' }, bucketFolder: join(buckets, 'parts'), folder: parts }),
);
await stopBucket();
if (checks.failed === 0) rmSync(folder, { recursive: true });
else process.stdout.write(`the logs are in ${folder}\n`);
endSuite(checks);
