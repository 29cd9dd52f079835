import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HubFault } from './hub-fault.ts';
import type { HubFile } from './hub-file.ts';

/** Sends a file, or the requested range of it; a fault changes the response. */
export function sendFile(
  file: HubFile,
  { request, response, fault }: { request: IncomingMessage; response: ServerResponse; fault: HubFault | undefined },
): void {
  const { range = 'none' } = request.headers;
  const [, asked] = /^bytes=(\d+)-$/.exec(range) ?? [];
  const wanted = asked === undefined || fault?.kind === 'ignore-range' ? undefined : Number(asked);
  if (wanted !== undefined && wanted >= file.sizeBytes) {
    response.writeHead(416, { 'content-range': `bytes */${file.sizeBytes}` }).end();
    return;
  }
  const first = wanted === undefined ? 0 : wanted;
  const start = fault?.kind === 'wrong-range' ? Math.max(0, first - 1) : first;
  response.writeHead(wanted === undefined ? 200 : 206, {
    'content-length': String(file.sizeBytes - start),
    etag: `"${file.lfsOid ?? file.gitOid}"`,
    'accept-ranges': 'bytes',
    ...(wanted === undefined ? {} : { 'content-range': `bytes ${start}-${file.sizeBytes - 1}/${file.sizeBytes}` }),
  });
  if (request.method === 'HEAD' || fault?.kind === 'silence') {
    if (request.method === 'HEAD') response.end();
    else response.flushHeaders();
    return;
  }
  if (fault?.kind === 'cut' || fault?.kind === 'corrupt') void spoil(file, { start, response, fault });
  else file.read(start).pipe(response);
}

async function spoil(
  file: HubFile,
  { start, response, fault }: { start: number; response: ServerResponse; fault: Extract<HubFault, { kind: 'cut' | 'corrupt' }> },
): Promise<void> {
  let left = fault.kind === 'cut' ? fault.afterBytes : Number.POSITIVE_INFINITY;
  let isFirst = fault.kind === 'corrupt';
  for await (const chunk of file.read(start) as AsyncIterable<Buffer>) {
    const sent = Buffer.from(chunk.subarray(0, Math.min(left, chunk.length)));
    if (isFirst) sent.writeUInt8(sent.readUInt8(0) ^ 1, 0);
    isFirst = false;
    left -= sent.length;
    // Waits until the bytes are sent: the bytes before the cut must arrive.
    if (sent.length > 0) await new Promise((resolve) => response.write(sent, resolve));
    if (left > 0) continue;
    response.destroy();
    return;
  }
  response.end();
}
