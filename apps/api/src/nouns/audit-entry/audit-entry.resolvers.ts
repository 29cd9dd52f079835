import { checkAdmin } from '../../access/check-scope.ts';
import { listQuery, optionalRow, relations } from '../../data/relations.ts';
import { API_TOKENS } from '../api-token/api-token.list.ts';
import { AUDIT_ENTRIES } from './audit-entry.list.ts';
import { AuditEntry } from './audit-entry.type.ts';

/** Fields of the audit log, for administrators. */
export const AUDIT_ENTRY_RESOLVERS = [
  listQuery(AUDIT_ENTRIES, 'auditEntries', 'Writes that holders of tokens asked for. Needs the scope ADMIN.', checkAdmin),
  ...relations(AuditEntry, { apiToken: optionalRow(API_TOKENS, 'tokenKey', "The token; null for the administrator's: it is not stored.") }),
];
