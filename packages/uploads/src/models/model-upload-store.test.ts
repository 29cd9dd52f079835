import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MODEL_UPLOAD_LIMITS } from './model-upload-limits.ts';
import { ModelUploadStore } from './model-upload-store.ts';

const FILES = [{ name: 'model.gguf', bytes: 100 }];
const AGE_MS = MODEL_UPLOAD_LIMITS.unfinishedHours * 3_600_000;

describe('the store of uploads', () => {
  let folder: string;
  let free: number;
  const createStore = () =>
    new ModelUploadStore({
      uploadsFolder: join(folder, 'uploads'),
      uploadedModelsFolder: join(folder, 'models'),
      getFreeBytes: async () => free,
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lamina-store-'));
    free = Number.MAX_SAFE_INTEGER;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('refuses an upload that the disk has no room for, counting the bytes that others will still send', async () => {
    const store = createStore();
    free = MODEL_UPLOAD_LIMITS.reservedBytes + 150;
    const first = await store.begin('somebody', FILES);
    await expect(store.begin('else', FILES)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/100 bytes.* 50\b/),
    });
    await store.remove(first);
    await expect(store.begin('else', FILES)).resolves.toMatchObject({ files: FILES });
  });

  it('counts uploads that begin at the same time', async () => {
    const store = createStore();
    const begun = await Promise.allSettled(Array.from({ length: MODEL_UPLOAD_LIMITS.openUploads + 2 }, () => store.begin('one', FILES)));
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(MODEL_UPLOAD_LIMITS.openUploads);
    expect(await store.list('one')).toHaveLength(MODEL_UPLOAD_LIMITS.openUploads);
    expect(await store.list('another')).toEqual([]);
  });

  it('removes old uploads and nothing else', async () => {
    const store = createStore();
    await store.sweep(Date.now());
    const { id, createdAt } = await store.begin('one', FILES);
    const uploads = join(folder, 'uploads');
    writeFileSync(join(uploads, id, 'model.gguf'), 'GGUF');
    // A process that ends while an upload begins leaves the first one, and the administrator put the others there.
    const orphan = '00000000-0000-4000-8000-000000000000';
    for (const name of [orphan, 'notes']) {
      mkdirSync(join(uploads, name));
      utimesSync(join(uploads, name), 0, 0);
    }
    await store.sweep(Date.parse(createdAt) + AGE_MS);
    expect(readdirSync(uploads).sort()).toEqual([id, `${id}.facts`, 'notes'].sort());
    await store.sweep(Date.parse(createdAt) + AGE_MS + 1);
    expect(readdirSync(uploads)).toEqual(['notes']);
  });

  it('is read again by another process', async () => {
    const { id } = await createStore().begin('one', FILES);
    expect(await createStore().get('one', id)).toMatchObject({ id, files: FILES });
    for (const wrong of ['..', `${id}.facts`, ''])
      await expect(createStore().get('one', wrong)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('replaces a published folder in one step, and takes it back', async () => {
    const store = createStore();
    const upload = await store.begin('one', FILES);
    writeFileSync(join(folder, 'uploads', upload.id, 'model.gguf'), 'new');
    mkdirSync(join(folder, 'models/mine'), { recursive: true });
    writeFileSync(join(folder, 'models/mine/old.gguf'), 'old');
    await store.publish(upload, 'mine');
    expect(readdirSync(join(folder, 'models/mine'))).toEqual(['model.gguf']);
    await store.takeBack(upload, 'mine');
    expect(existsSync(join(folder, 'models/mine'))).toBe(false);
    expect(readdirSync(join(folder, 'uploads', upload.id))).toEqual(['model.gguf']);
  });
});
