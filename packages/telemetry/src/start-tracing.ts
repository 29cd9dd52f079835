/** Sends the remaining spans and stops. */
export interface Tracing {
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** Name of this process in traces. */
  readonly service: string;
  readonly version: string;
  /** Base address of an OpenTelemetry collector (OTLP over HTTP), for example http://localhost:4318; undefined = no traces. */
  readonly endpoint: string | undefined;
}

/**
 * Sends this process's traces to a collector. Without a collector, the OpenTelemetry SDK is not loaded, and a span costs one function call. Batches
 * are sent every few seconds. If the collector is unreachable, only traces are lost.
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
