import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '../e2e/checks.ts';

export interface S3ServerOptions {
  readonly executable: string;
  readonly port: number;
  /** Each folder in it is a bucket, and each file an object. */
  readonly folder: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly logFile: string;
}

/** An S3-compatible server that checks signatures (`rclone serve s3`). What is changed on disk is seen at once. Resolves with what stops it. */
export async function startS3Server(server: S3ServerOptions): Promise<() => Promise<void>> {
  const { executable, port, folder, accessKeyId, secretAccessKey, logFile } = server;
  const access = ['--addr', `127.0.0.1:${port}`, '--auth-key', `${accessKeyId},${secretAccessKey}`];
  // Without a digest as its ETag, an object is not read whole before each answer.
  const objects = ['--dir-cache-time', '0s', '--etag-hash', ''];
  const child = spawn(executable, ['serve', 's3', folder, ...access, ...objects, '--config', '/dev/null', '--log-file', logFile], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  await waitFor('the S3 server', async () => {
    assert.equal(child.exitCode, null, `rclone ended with ${child.exitCode}`);
    return await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
  });
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}
