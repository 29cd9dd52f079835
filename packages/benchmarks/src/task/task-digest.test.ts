import { expect, it } from '@jest/globals';
import { digestTask } from './task-digest.ts';

it('a digest is of what is scored', () => {
  const row = { id: 'a', context: 'red blue red', choices: ['red', 'blue'], gold: 1 };
  const digest = (facts: object) => digestTask({ name: 'echo', version: '1.0', kind: 'multiple-choice', documents: [row], ...facts });
  // Python 3.11: hashlib.sha256(json.dumps(["echo", "1.0", "multiple-choice", [row]], separators=(",", ":")).encode()).hexdigest()
  expect(digest({})).toBe('ce963d2157c587d944f2fed74d62e41583471f4296491a8e96412314fafca7ea');
  const others = [{ version: '1.1' }, { documents: [{ ...row, gold: 0 }] }, { settings: { maxTokens: 5 } }];
  expect(new Set([{}, ...others].map(digest)).size).toBe(4);
});
