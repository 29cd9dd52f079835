import { redirect } from 'next/navigation';

/** The documentation begins with the tutorial; every page lists the others. */
export default function Page(): never {
  redirect('/docs/tutorial');
}
