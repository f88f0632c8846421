/** Who acts. One installation has one owner: whoever holds a session or the machine's command line. */
export type Actor = { readonly id: string; readonly role: "owner" };

/** The person at the command line of this machine; the same one who opens the sign-in link it prints. */
export const localOwner: Actor = { id: "owner", role: "owner" };
