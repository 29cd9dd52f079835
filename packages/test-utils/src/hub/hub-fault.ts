/** Something that goes wrong with one answer of the test hub. */
export type HubFault =
  /** The connection is cut after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Another status, with headers such as retry-after. */
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** A redirect to anywhere. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** The first byte of the body is another one. */
  | { readonly kind: 'corrupt' }
  /** The whole file although a range was asked for. */
  | { readonly kind: 'ignore-range' }
  /** A range that begins elsewhere. */
  | { readonly kind: 'wrong-range' }
  /** Headers, and then nothing. */
  | { readonly kind: 'silence' }
  /** Another body, such as a page of a captive portal. */
  | { readonly kind: 'body'; readonly body: string };

/** Which answers a fault changes, and how often. */
export interface PlannedFault {
  /** Part of the address (with its query), such as `/resolve/` or `model.onnx`. */
  readonly address: string;
  readonly fault: HubFault;
  /** Default 1. */
  readonly times?: number;
}
