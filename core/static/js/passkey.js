// Forms whose answer a device signs: the browser asks for it before the form is sent.
// Passkeys belong to a domain: browsers make none for an address of figures.
const named = !/^[\d.]+$|:/.test(location.hostname);
const able = named && window.PublicKeyCredential?.parseRequestOptionsFromJSON;

for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sign(form).catch(() => { form.querySelector("[data-failed]").hidden = false; });
  });
}
if (able) document.querySelector("[data-unable]")?.remove();

async function sign(form) {
  const { csrf_token: token, credential } = form.elements;
  const answer = await fetch(form.dataset.passkey, {
    method: "POST",
    headers: { "X-CSRFToken": token.value },
  });
  if (!answer.ok) throw new Error(answer.status);
  const options = await answer.json();
  const signed = "new" in form.dataset
    ? await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    })
    : await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    });
  credential.value = JSON.stringify(signed.toJSON());
  form.submit();
}
