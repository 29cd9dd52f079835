/** Sends what is still held and ends. */
export interface Tracing {
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** Name of this process in traces. */
  readonly service: string;
  readonly version: string;
  /** Base address of an OpenTelemetry collector (OTLP over HTTP), as http://localhost:4318; undefined = no traces. */
  readonly endpoint: string | undefined;
}

/**
 * Sends this process's traces to a collector. Where there is none, nothing of OpenTelemetry's SDK is loaded and a span costs a function call.
 * Batches go out every few seconds; a collector that is away loses them and nothing else.
 */
export async function startTracing({ service, version, endpoint }: TracingOptions): Promise<Tracing> {
  if (endpoint === undefined) return { stop: async () => undefined };
  const { context, propagation, trace } = await import('@opentelemetry/api');
  const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return { stop: () => provider.shutdown() };
}
