/** A fault in one response of the test hub. */
export type HubFault =
  /** The connection is cut after this many bytes of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Another status, with headers such as retry-after. */
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** A redirect to any address. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** The first byte of the body is changed. */
  | { readonly kind: 'corrupt' }
  /** The whole file, although a range was requested. */
  | { readonly kind: 'ignore-range' }
  /** A range that starts at another position. */
  | { readonly kind: 'wrong-range' }
  /** Headers, but no body. */
  | { readonly kind: 'silence' }
  /** Another body, such as a page of a captive portal. */
  | { readonly kind: 'body'; readonly body: string };

/** The responses that a fault changes, and how many of them. */
export interface PlannedFault {
  /** Part of the address (including its query), such as `/resolve/` or `model.onnx`. */
  readonly address: string;
  readonly fault: HubFault;
  /** Default 1. */
  readonly times?: number;
}
