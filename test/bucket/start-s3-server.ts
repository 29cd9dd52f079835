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
}

/** An S3-compatible server that checks signatures (`rclone serve s3`). What is changed on disk is seen at once. Resolves with what stops it. */
export async function startS3Server({
  executable,
  port,
  folder,
  accessKeyId,
  secretAccessKey,
}: S3ServerOptions): Promise<() => Promise<void>> {
  const options = ['--addr', `127.0.0.1:${port}`, '--auth-key', `${accessKeyId},${secretAccessKey}`, '--dir-cache-time', '0s'];
  const child = spawn(executable, ['serve', 's3', folder, ...options, '--config', '/dev/null', '--log-level', 'ERROR'], {
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
