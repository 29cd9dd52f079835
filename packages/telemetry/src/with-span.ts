import { type Attributes, context, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const TRACER = 'lamina';

/** Attributes of a span, with OpenTelemetry's names. */
export type SpanAttributes = Attributes;

export interface SpanOptions {
  readonly attributes?: SpanAttributes;
  /** The parent of the span: W3C trace context of another process. Default: the current span. */
  readonly traceParent?: string | null;
  readonly kind?: 'internal' | 'server' | 'client' | 'consumer';
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
} as const;

/** Runs work inside a span, which ends with the work and records its error. Without a collector it only runs the work. */
export function withSpan<Result>(name: string, options: SpanOptions, work: (span: Span) => Promise<Result>): Promise<Result> {
  const { attributes = {}, traceParent = null, kind = 'internal' } = options;
  const parent = traceParent === null ? context.active() : propagation.extract(ROOT_CONTEXT, { traceparent: traceParent });
  return trace.getTracer(TRACER).startActiveSpan(name, { attributes, kind: KINDS[kind] }, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'Error' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** W3C trace context of the current span, for another process; null if there is no span. */
export function findTraceParent(): string | null {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

/** Adds attributes to the current span. */
export function describeSpan(attributes: SpanAttributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}
