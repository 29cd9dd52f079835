export { startTracing, type Tracing, type TracingOptions } from './start-tracing.ts';
export { describeSpan, findTraceParent, type SpanAttributes, type SpanOptions, withSpan } from './with-span.ts';
