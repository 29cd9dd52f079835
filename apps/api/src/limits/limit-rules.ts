import type { ValidationRule } from 'graphql';
import { depthRule } from './depth.rule.ts';
import { documentSizeRule } from './document-size.rule.ts';

/** Validation rules of this API, besides GraphQL's own. */
export const LIMIT_RULES: readonly ValidationRule[] = [documentSizeRule, depthRule];
