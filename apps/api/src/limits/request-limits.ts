/** Limits of one request. Each is far above what a page or a notebook needs and far below what would harm the server. */
export const REQUEST_LIMITS = {
  /** Bytes of a request's body: a long query with its variables. */
  bodyBytes: 256 * 1024,
  /** Bytes of a request's body if the caller may write: results with the answers of many tasks. */
  writeBodyBytes: 64 * 1024 * 1024,
  /** Bytes of one message of a subscription socket. */
  socketMessageBytes: 64 * 1024,
  /** Lexical tokens of a document; the parser stops there. */
  tokens: 2000,
  /** Levels of nested fields, introspection fields not counted. */
  depth: 15,
  /** Aliases in a document, `__typename` included. */
  aliases: 30,
  /** Fields written in a document, fragments counted once. */
  fields: 400,
  /** Directives on one field. */
  directivesPerField: 4,
  /** Rows that a request may touch, from the page sizes it asks for. */
  cost: 100_000,
  /** Values inside a request's variables, nested ones counted. */
  variableValues: 10_000,
  /** Levels of lists and objects inside a request's variables. */
  variableDepth: 10,
  /** Errors of one document that are reported; more only help an attacker. */
  errors: 5,
  /** Subscriptions of one socket. */
  subscriptionsPerSocket: 20,
} as const;

/** How long things may take before they are ended. */
export interface Timeouts {
  /** Milliseconds of one SQL statement: PostgreSQL itself ends it. At a first start, one may wait while the answers of a recording are stored. */
  readonly statementMs: number;
  /** Milliseconds from a request's body to its reply: its statement is cancelled, and no further one begins. */
  readonly requestMs: number;
  /** Milliseconds for a whole request to arrive; slower senders are disconnected. */
  readonly sendMs: number;
}

export const TIMEOUT_DEFAULTS: Timeouts = {
  statementMs: 25_000,
  requestMs: 30_000,
  sendMs: 30_000,
};
