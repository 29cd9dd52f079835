import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@lamina/errors';
import { getFreeBytes as readFreeBytes } from '@lamina/hub';
import { checkFileContent } from './check-file-content.ts';
import { checkUploadFiles } from './check-upload-files.ts';
import type { ModelUpload, ReceivedFile, UploadFile } from './model-upload.ts';
import { MODEL_UPLOAD_LIMITS } from './model-upload-limits.ts';

const HOUR_MS = 3_600_000;
const HASHED_AT_ONCE = 1 << 20;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Ending of the folder with the facts of an upload: the announced files, and the digests of those that have arrived. */
const FACTS = '.facts';

/** Folders of the store, and how much it may write. */
export interface ModelUploadOptions {
  /** Holds `<id>/<file>` and `<id>.facts`. All API processes share it. */
  readonly uploadsFolder: string;
  /** Holds the folders of complete models by short name, on the same file system. All workers share it. */
  readonly uploadedModelsFolder: string;
  /** Free bytes of the disk of a folder. Default: what the system says. */
  readonly getFreeBytes?: (folder: string) => Promise<number>;
}

/** Uploads of models on disk. Their files arrive by the protocol tus; the store knows which files may arrive, and which have. */
export class ModelUploadStore {
  readonly folder: string;
  readonly #modelsFolder: string;
  readonly #getFreeBytes: (folder: string) => Promise<number>;
  #timer: NodeJS.Timeout | null = null;
  /** The last call of `exclusively`. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ uploadsFolder, uploadedModelsFolder, getFreeBytes = readFreeBytes }: ModelUploadOptions) {
    this.folder = uploadsFolder;
    this.#modelsFolder = uploadedModelsFolder;
    this.#getFreeBytes = getFreeBytes;
  }

  /** Removes old uploads now and every hour. A failure goes to `onError`, and the next hour tries again. */
  startSweeping(onError: (error: unknown) => void): void {
    const sweep = (): void => void this.sweep(Date.now()).catch(onError);
    sweep();
    this.#timer = setInterval(sweep, HOUR_MS).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /**
   * Begins an upload of these files.
   * @throws AppError BAD_USER_INPUT (checkUploadFiles); CONFLICT if the owner has too many open uploads; DISK_FULL if the disk has no room for the files.
   */
  begin(owner: string, files: readonly UploadFile[]): Promise<ModelUpload> {
    checkUploadFiles(files);
    return this.exclusively(() => this.#begin(owner, files));
  }

  /** Runs checks and changes of the store one after the other, so that nothing changes between a check and its change. */
  exclusively<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #begin(owner: string, files: readonly UploadFile[]): Promise<ModelUpload> {
    await mkdir(this.folder, { recursive: true });
    const all = await this.#listAll();
    const open = all.filter((upload) => upload.owner === owner).length;
    if (open >= MODEL_UPLOAD_LIMITS.openUploads)
      throw new AppError(
        'CONFLICT',
        `${open} uploads are not registered yet; the limit is ${MODEL_UPLOAD_LIMITS.openUploads}. Register or remove one of them first.`,
      );
    await this.#checkRoom(files, all);
    const upload = {
      id: randomUUID(),
      owner,
      createdAt: new Date().toISOString(),
      files: files.map(({ name, bytes }) => ({ name, bytes })),
    };
    await mkdir(join(this.folder, upload.id));
    await mkdir(this.#factsFolder(upload));
    await writeFile(join(this.#factsFolder(upload), 'upload.json'), JSON.stringify(upload));
    return upload;
  }

  /** The bytes that other uploads have announced and not sent are taken, too. */
  async #checkRoom(files: readonly UploadFile[], all: readonly ModelUpload[]): Promise<void> {
    const received = (await Promise.all(all.map((upload) => this.listFiles(upload)))).flat();
    const awaitedBytes = received.reduce((sum, { bytes, receivedBytes }) => sum + bytes - receivedBytes, 0);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const freeBytes = (await this.#getFreeBytes(this.folder)) - awaitedBytes - MODEL_UPLOAD_LIMITS.reservedBytes;
    if (bytes <= freeBytes) return;
    throw new AppError(
      'DISK_FULL',
      `The upload has ${bytes} bytes, and the server's disk has room for ${Math.max(0, freeBytes)}. Remove other uploads, or ask the administrator for space.`,
    );
  }

  /** The open uploads of an owner, oldest first. */
  async list(owner: string): Promise<readonly ModelUpload[]> {
    return (await this.#listAll()).filter((upload) => upload.owner === owner);
  }

  async #listAll(): Promise<readonly ModelUpload[]> {
    const found = await Promise.all((await this.#listIds()).map((id) => this.#find(id)));
    return found.filter((upload) => upload !== null).toSorted((left, right) => left.createdAt.localeCompare(right.createdAt));
  }

  /** An owner's upload. @throws AppError NOT_FOUND, also for the upload of somebody else. */
  async get(owner: string, id: string): Promise<ModelUpload> {
    const upload = await this.#find(id);
    if (upload?.owner === owner) return upload;
    throw new AppError(
      'NOT_FOUND',
      `This token has no upload "${id.slice(0, 50)}". GET /uploads/models lists them; after ${MODEL_UPLOAD_LIMITS.unfinishedHours} hours an upload is removed.`,
    );
  }

  async #find(id: string): Promise<ModelUpload | null> {
    if (!UUID.test(id)) return null;
    const text = await readOptional(join(this.folder, `${id}${FACTS}`, 'upload.json'));
    return text === null ? null : (JSON.parse(text) as ModelUpload);
  }

  /** The file of an upload that has a place `<id>/<name>`; null if there is none. */
  async findFile(place: string): Promise<{ readonly upload: ModelUpload; readonly file: UploadFile } | null> {
    const [id = '', name] = place.split('/');
    const upload = await this.#find(id);
    const file = upload?.files.find((candidate) => candidate.name === name);
    return upload && file ? { upload, file } : null;
  }

  /** The files of an upload, as far as they have arrived. */
  listFiles(upload: ModelUpload): Promise<readonly ReceivedFile[]> {
    return Promise.all(
      upload.files.map(async (file) => ({
        ...file,
        receivedBytes: await getSize(this.#pathOf(upload, file)),
        sha256: await readOptional(this.#digestPath(upload, file)),
      })),
    );
  }

  /**
   * Checks the content of a file that has arrived, and stores its digest; returns the SHA-256 (hex). A file that is not what its name says is removed.
   * @throws AppError BAD_USER_INPUT (checkFileContent); CONFLICT if bytes are missing.
   */
  async accept(upload: ModelUpload, file: UploadFile): Promise<string> {
    const known = await readOptional(this.#digestPath(upload, file));
    if (known !== null) return known;
    const path = this.#pathOf(upload, file);
    const receivedBytes = await getSize(path);
    if (receivedBytes !== file.bytes)
      throw new AppError(
        'CONFLICT',
        `${receivedBytes} of the ${file.bytes} bytes of ${file.name} have arrived. Continue its upload first.`,
      );
    try {
      await checkFileContent(path, file);
    } catch (error) {
      if (error instanceof AppError) await rm(path, { force: true });
      throw error;
    }
    const hash = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: HASHED_AT_ONCE }), hash);
    const sha256 = hash.digest('hex');
    await writeFile(this.#digestPath(upload, file), sha256);
    return sha256;
  }

  /** Forgets the digest of a file whose bytes will change. */
  async forgetDigest(upload: ModelUpload, file: UploadFile): Promise<void> {
    await rm(this.#digestPath(upload, file), { force: true });
  }

  /** The files of an upload that is complete, with their digests. @throws AppError CONFLICT, BAD_USER_INPUT as `accept`. */
  async getComplete(upload: ModelUpload): Promise<readonly ReceivedFile[]> {
    // A process that ended with the last byte of a file left no digest.
    for (const file of upload.files) await this.accept(upload, file);
    return await this.listFiles(upload);
  }

  /** Moves the files in one step to where workers look for uploaded models. A folder of that short name, which no model may use, is replaced. */
  async publish(upload: ModelUpload, slug: string): Promise<void> {
    await mkdir(this.#modelsFolder, { recursive: true });
    const target = join(this.#modelsFolder, slug);
    await rm(target, { recursive: true, force: true });
    await rename(join(this.folder, upload.id), target);
  }

  /** Removes the folder of an uploaded model, where there is one. */
  async removeModel(slug: string): Promise<void> {
    await rm(join(this.#modelsFolder, slug), { recursive: true, force: true });
  }

  /** Undoes `publish`. */
  async takeBack(upload: ModelUpload, slug: string): Promise<void> {
    await rename(join(this.#modelsFolder, slug), join(this.folder, upload.id));
  }

  /** Removes an upload with its files. */
  async remove({ id }: Pick<ModelUpload, 'id'>): Promise<void> {
    for (const ending of ['', FACTS]) await rm(join(this.folder, `${id}${ending}`), { recursive: true, force: true });
  }

  /** Removes uploads that began more than MODEL_UPLOAD_LIMITS.unfinishedHours before `now` (milliseconds since 1970). */
  async sweep(now: number): Promise<void> {
    for (const id of await this.#listIds()) {
      const upload = await this.#find(id);
      // A folder without facts was left by a process that ended while an upload began.
      const since = upload === null ? await getChangeTime(join(this.folder, id), now) : Date.parse(upload.createdAt);
      if (now - since > MODEL_UPLOAD_LIMITS.unfinishedHours * HOUR_MS) await this.remove({ id });
    }
  }

  /** Ids that entries of the folder are named for; other entries are not the store's. None before the first upload. */
  async #listIds(): Promise<readonly string[]> {
    const names = await readdir(this.folder).catch(orWhereMissing([]));
    return [...new Set(names.map((name) => basename(name, FACTS)))].filter((id) => UUID.test(id));
  }

  #factsFolder({ id }: Pick<ModelUpload, 'id'>): string {
    return join(this.folder, `${id}${FACTS}`);
  }

  #pathOf({ id }: ModelUpload, { name }: UploadFile): string {
    return join(this.folder, id, name);
  }

  #digestPath(upload: ModelUpload, { name }: UploadFile): string {
    return join(this.#factsFolder(upload), `${name}.sha256`);
  }
}

/** Bytes of a file; 0 if it does not exist. */
async function getSize(path: string): Promise<number> {
  return await stat(path).then(({ size }) => size, orWhereMissing(0));
}

/** When an entry changed, in milliseconds since 1970; `now` if it is gone. */
async function getChangeTime(path: string, now: number): Promise<number> {
  return await stat(path).then(({ mtimeMs }) => mtimeMs, orWhereMissing(now));
}

async function readOptional(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(orWhereMissing(null));
}

/** The value for a path that does not exist; other errors are thrown again. */
function orWhereMissing<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
    throw error;
  };
}
