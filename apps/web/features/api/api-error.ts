/** The API could not be reached, or refused a request of ours. */
export class ApiError extends Error {
  readonly reason: 'unreachable' | 'refused';
  /** The API's own code, where it gave one. */
  readonly code: string | null;

  constructor(reason: 'unreachable' | 'refused', message: string, options: { readonly code?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ApiError';
    this.reason = reason;
    this.code = options.code ?? null;
  }
}
