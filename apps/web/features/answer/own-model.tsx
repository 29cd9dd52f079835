import type { ReactNode } from 'react';
import panel from '../ui/panel.module.css';
import styles from './answer.module.css';
import { Command } from './command.tsx';

/** Kinds of models that people have, each with its command. */
const COMMANDS = [
  ['a file of llama.cpp', 'npx lamina-llm answer ./model.gguf --lose 10%'],
  ['a folder of transformers, or ONNX', 'npx lamina-llm answer ./folder --lose 10%'],
  ['a name on the hub', 'npx lamina-llm answer org/name --lose 10%'],
] as const;

/** How to ask the same question about a model that is not in the list. */
export function OwnModel(): ReactNode {
  return (
    <section className={`${panel.panel} ${styles.card}`} aria-labelledby="own-model">
      <h2 id="own-model">Your own model</h2>
      <p className={styles.note}>
        One command in the folder of Lamina measures it on this machine and prints the same answer: what can go, what that costs, what it
        saves, and the command that writes the smaller model. It first says how long it takes; stop it at any time, and the next call
        continues.
      </p>
      <dl className={styles.own}>
        {COMMANDS.map(([kind, text]) => (
          <div key={kind}>
            <dt>{kind}</dt>
            <dd>
              <Command text={text} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
