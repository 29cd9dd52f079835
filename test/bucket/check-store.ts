import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { AppError } from '@lamina/errors';
import { type BucketSettings, createModelStore, type ModelFile } from '@lamina/model-store';
import type { Checks } from '../e2e/checks.ts';

export interface StoreOptions {
  /** A bucket that the server has. */
  readonly settings: BucketSettings;
  /** Its folder on disk. */
  readonly bucketFolder: string;
  /** An empty folder. */
  readonly folder: string;
}

const MODEL = 'digest/without-3';
/** Two parts and a bit: such a file is uploaded in parts. */
const LARGE_BYTES = 40 << 20;
/** More than the connections that the client opens by default. */
const SLOW_CALLERS = 60;

/** Puts and opens files of a model, and reads what the server has on its disk. */
export async function checkStore(checks: Checks, { settings, bucketFolder, folder }: StoreOptions): Promise<void> {
  const write = (path: string, content: Buffer): ModelFile => {
    writeFileSync(join(folder, MODEL, path), content);
    return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  };
  mkdirSync(join(folder, MODEL, 'onnx'), { recursive: true });
  const large = randomBytes(LARGE_BYTES);
  const weights = write('onnx/model.onnx_data', large);
  const files = [weights, write('config.json', Buffer.from('{}')), write('empty.txt', Buffer.alloc(0))];
  const objectOf = ({ sha256 }: ModelFile): string => join(bucketFolder, settings.prefix, sha256);
  const store = createModelStore({ folder, bucket: settings });
  // Another machine, which has no model of its own.
  const apart = createModelStore({ folder: join(folder, 'apart'), bucket: settings });
  const { signal } = new AbortController();
  const listObjects = (): readonly string[] => readdirSync(bucketFolder, { recursive: true }).map(String).sort();

  await checks.check('files are objects under their digests, large ones too', async () => {
    await store.put(MODEL, files, signal);
    for (const file of files) assert.ok(readFileSync(objectOf(file)).equals(readFileSync(join(folder, MODEL, file.path))), file.path);
  });
  await checks.check('a file that the bucket has is not uploaded again', async () => {
    const before = files.map((file) => statSync(objectOf(file)).mtimeMs);
    await store.put(MODEL, files, signal);
    assert.deepEqual(
      files.map((file) => statSync(objectOf(file)).mtimeMs),
      before,
    );
  });
  await checks.check('a file comes whole, and in ranges', async () => {
    const read = await apart.open(MODEL, weights);
    assert.ok((await buffer(await read())).equals(large));
    for (const [start, end] of [
      [0, 0],
      [1, 5_000_000],
      [LARGE_BYTES - 3, LARGE_BYTES - 1],
    ] as const)
      assert.ok((await buffer(await read({ start, end }))).equals(large.subarray(start, end + 1)), `${start}-${end}`);
    for (const file of files.slice(1)) assert.equal((await buffer(await (await apart.open(MODEL, file))())).length, file.bytes, file.path);
  });
  await checks.check('callers who do not read keep nobody waiting', async () => {
    const read = await apart.open(MODEL, weights);
    const unread = await Promise.all(Array.from({ length: SLOW_CALLERS }, () => read()));
    assert.equal((await buffer(await (await apart.open(MODEL, weights))({ start: 0, end: 9 }))).length, 10);
    for (const content of unread) content.destroy();
  });
  await checks.check('what the bucket lacks comes from the folder, and is missing where the folder lacks it', async () => {
    const old = write('old.txt', Buffer.from('from before there was a bucket'));
    assert.equal((await buffer(await (await store.open(MODEL, old))())).toString(), 'from before there was a bucket');
    await refuses(apart.open(MODEL, old), 'NOT_FOUND', /LAMINA_DATA_DIR.*LAMINA_BUCKET/);
  });
  await checks.check('an object of another size is refused, and replaced by the next upload', async () => {
    truncateSync(objectOf(weights), 5);
    await refuses(apart.open(MODEL, weights), 'CONFLICT', /has 5 bytes instead of 41943040/);
    await store.put(MODEL, [weights], signal);
    assert.ok(readFileSync(objectOf(weights)).equals(large));
  });
  await checks.check('a file that changed after it was written leaves no object', async () => {
    const before = listObjects();
    for (const path of ['onnx/model.onnx_data', 'config.json']) {
      const { bytes } = write(path, path === 'config.json' ? Buffer.from('[]') : randomBytes(LARGE_BYTES));
      const claimed = { path, bytes, sha256: createHash('sha256').update(path).digest('hex') };
      await refuses(store.put(MODEL, [claimed], signal), 'CONFLICT', /was changed after it was written/);
    }
    assert.deepEqual(listObjects(), before);
  });
  await checks.check('an upload that is cancelled ends, and leaves no object', async () => {
    const before = listObjects();
    const cancelling = new AbortController();
    const putting = store.put(MODEL, [write('late', randomBytes(LARGE_BYTES))], cancelling.signal);
    cancelling.abort();
    await assert.rejects(putting);
    assert.deepEqual(listObjects(), before);
  });
  await checks.check('a refusal names server and bucket and what to check, and no secret', async () => {
    const file = write('refused', randomBytes(10));
    const { bucket, endpoint, credentials } = settings;
    assert.ok(credentials !== null);
    const wrong = { accessKeyId: 'nobody', secretAccessKey: 'wrong-and-secret' };
    const cases: readonly (readonly [Partial<BucketSettings>, string, RegExp])[] = [
      [
        { credentials: { ...credentials, secretAccessKey: wrong.secretAccessKey } },
        'CONFIG_INVALID',
        /403.*LAMINA_BUCKET_SECRET_ACCESS_KEY/,
      ],
      [{ credentials: { ...credentials, accessKeyId: wrong.accessKeyId } }, 'CONFIG_INVALID', /403.*LAMINA_BUCKET_ACCESS_KEY_ID/],
      [{ bucket: 'no-such-bucket' }, 'CONFIG_INVALID', /NoSuchBucket.*correct LAMINA_BUCKET/],
      [{ endpoint: 'http://127.0.0.1:1' }, 'STORE_UNREACHABLE', /ECONNREFUSED.*LAMINA_BUCKET_ENDPOINT/],
    ];
    for (const [changed, code, words] of cases) {
      const misled = createModelStore({ folder, bucket: { ...settings, ...changed } });
      const message = await refuses(misled.put(MODEL, [file], signal), code, words);
      assert.ok(message.includes(`${changed.bucket ?? bucket} at ${changed.endpoint ?? endpoint}`), message);
      for (const secret of [credentials.secretAccessKey, wrong.secretAccessKey]) assert.ok(!message.includes(secret), message);
    }
  });
  rmSync(folder, { recursive: true });
}

/** The message of a refusal. */
async function refuses(work: Promise<unknown>, code: string, words: RegExp): Promise<string> {
  const error = await work.then(
    () => undefined,
    (refusal: unknown) => refusal,
  );
  assert.ok(error instanceof AppError, `it was not refused: ${String(error)}`);
  assert.equal(error.code, code);
  assert.match(error.message, words);
  return error.message;
}
