export interface ApiErrorOptions {
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The API could not be reached, or refused a request of ours. */
export class ApiError extends Error {
  readonly reason: 'unreachable' | 'refused';
  /** The API's own code, where it gave one. */
  readonly code: string | null;
  /** What else the API said of it, such as the field and the models that cannot be compared. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(reason: 'unreachable' | 'refused', message: string, options: ApiErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'ApiError';
    this.reason = reason;
    this.code = options.code ?? null;
    this.details = options.details ?? {};
  }
}
