/** The code of a one-time login link, /login#code, taken out of the address so that neither history nor a copied address keeps it. */
export function takeLoginCode(): string | null {
  if (location.pathname !== '/login') {
    return null;
  }
  const code = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, '', '/');
  return code === '' ? null : code;
}
