/** Error codes for programs. The whole product uses this one list: the CLI prints the code, the API sends it. */
export type AppErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'NOT_COMPARABLE'
  | 'COST_LIMIT_EXCEEDED'
  | 'DEPTH_LIMIT_EXCEEDED'
  | 'RATE_LIMITED'
  | 'TIMEOUT'
  | 'CANCELLED'
  | 'INTERNAL_SERVER_ERROR'
  | 'CONFIG_INVALID'
  | 'DATABASE_UNREACHABLE'
  | 'PORT_IN_USE'
  | 'DISK_FULL'
  | 'FILE_NOT_FOUND'
  | 'FILE_UNREADABLE'
  | 'MODEL_MALFORMED'
  | 'MODEL_TOO_LARGE'
  | 'MODEL_UNSUPPORTED'
  | 'SUBLAYERS_UNAVAILABLE'
  | 'EXTERNAL_DATA_MISSING'
  | 'EXTERNAL_DATA_INVALID'
  | 'RUNTIME_FAILED'
  | 'SELF_CHECK_FAILED'
  | 'CERTIFICATE_FAILED'
  | 'TOKENIZER_MISSING'
  | 'TOKENIZER_UNSUPPORTED'
  | 'BYTE_FALLBACK_MISSING'
  | 'KEEP_UNKNOWN'
  | 'KEEP_INVALID'
  | 'KEEP_LOSES_SPECIAL'
  | 'KEEP_LOSES_BYTES'
  | 'KEEP_NOT_CLOSED'
  | 'CAP_NEEDS_TEXT'
  | 'VOCABULARY_CAP_TOO_SMALL'
  | 'VOCABULARY_SHAPE'
  | 'NOTHING_TO_REMOVE'
  | 'VOCABULARY_DIFFERS'
  | 'NON_FINITE_WEIGHTS'
  | 'TYPE_RANGE'
  | 'TYPE_UNSUPPORTED'
  | 'BUDGET_TOO_SMALL'
  | 'TEXT_TOO_SHORT'
  | 'HUB_UNREACHABLE'
  | 'HUB_ANSWER_INVALID'
  | 'STORE_UNREACHABLE'
  | 'ATTEMPT_LOST';

/** The error class for users. `message` names the value, the limit and the location, and says what to do next; `details` is for programs. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: AppErrorCode, message: string, options: { details?: Readonly<Record<string, unknown>>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
