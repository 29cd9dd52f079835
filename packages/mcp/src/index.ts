export { createMcpServer } from './create-mcp-server.ts';
export { MCP_OPERATIONS } from './operations.ts';
export { readReply } from './read-reply.ts';
export type { Execute } from './tools.ts';
