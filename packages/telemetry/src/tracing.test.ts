import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTracing, type Tracing } from './start-tracing.ts';
import { findTraceParent, withSpan } from './with-span.ts';

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code?: number };
}

describe('traces', () => {
  const bodies: { resourceSpans: { resource: unknown; scopeSpans: { spans: OtlpSpan[] }[] }[] }[] = [];
  let collector: Server;
  let tracing: Tracing;

  beforeAll(async () => {
    collector = createServer(async (request, response) => {
      bodies.push(JSON.parse(await text(request)));
      response.end('{}');
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
  });
  afterAll(() => {
    collector.close();
  });

  it('cost nothing and name nothing without a collector', async () => {
    const off = await startTracing({ service: 'test', version: '1', endpoint: undefined });
    expect(await withSpan('work', {}, async () => findTraceParent())).toBeNull();
    await off.stop();
  });

  it('reach the collector, the work of another process below the request that asked for it, and errors marked', async () => {
    const { port } = collector.address() as AddressInfo;
    tracing = await startTracing({ service: 'api', version: '1', endpoint: `http://127.0.0.1:${port}/` });
    const traceParent = await withSpan('request', { kind: 'server', attributes: { 'http.request.method': 'POST' } }, async () =>
      findTraceParent(),
    );
    expect(traceParent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const failing = withSpan('job', { traceParent, kind: 'consumer' }, async () => {
      throw new Error('secret');
    });
    await expect(failing).rejects.toThrow('secret');
    await tracing.stop();
    const spans = bodies.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
    const [request, job] = ['request', 'job'].map((name) => spans.find((span) => span.name === name));
    expect(job).toMatchObject({ traceId: request?.traceId, parentSpanId: request?.spanId, status: { code: 2 } });
    expect(JSON.stringify(bodies)).toContain('"api"');
    expect(JSON.stringify(bodies)).not.toContain('secret');
  });
});
