/** A file that an upload announced. */
export interface UploadFile {
  /** Name in the model's folder. */
  readonly name: string;
  readonly bytes: number;
}

/** An upload of the files of one model, as it began. It does not change. */
export interface ModelUpload {
  /** UUID; also the name of the folder that its files arrive in. */
  readonly id: string;
  /** Who began it (identityOf); nobody else may see or continue it. */
  readonly owner: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly files: readonly UploadFile[];
}

/** A file of an upload, as far as it has arrived. */
export interface ReceivedFile extends UploadFile {
  /** Bytes that have arrived; 0 for a file that was not begun, or that was refused. */
  readonly receivedBytes: number;
  /** SHA-256 (hex); null until all bytes have arrived and its content was accepted. */
  readonly sha256: string | null;
}
