export interface ApiErrorOptions {
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The API could not be reached, or it refused one of our requests. */
export class ApiError extends Error {
  readonly reason: 'unreachable' | 'refused';
  /** The API's error code, if it returned one. */
  readonly code: string | null;
  /** Additional details of the error, such as the field and the models that cannot be compared. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(reason: 'unreachable' | 'refused', message: string, options: ApiErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'ApiError';
    this.reason = reason;
    this.code = options.code ?? null;
    this.details = options.details ?? {};
  }
}
