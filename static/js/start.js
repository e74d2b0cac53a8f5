// Shows the fields for new work only when no known engagement is chosen.
const engagement = document.querySelector("#id_engagement");
const vendor = document.querySelector("#id_vendor");

function arrange() {
  document.querySelector("[data-new-engagement]").hidden = engagement.value !== "";
  document.querySelector("[data-new-vendor]").hidden = vendor.value !== "";
}

engagement.addEventListener("change", arrange);
vendor.addEventListener("change", arrange);
arrange();
