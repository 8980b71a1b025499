"""What everything in Wagtail hangs from."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Collection, Locale, Page, Site

from home.models import HomePage


def ensure_roots() -> tuple[Page, Collection]:
    """The roots of pages and of collections. Wagtail's own migrations make them; a database
    that was built from the models alone lacks them."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    return root, collection


def ensure_site(*, title: str, headline: str, lede: str) -> tuple[HomePage, bool]:
    """The home page as the root of the default site at BASE_URL, and whether it was made now.

    It is made with these texts if there is none, and takes the place of Wagtail's welcome page.
    """
    root, _collection = ensure_roots()
    found = HomePage.objects.first()
    home = found or HomePage(title=title, slug="cairn", headline=headline, lede=lede)
    if found is None:
        root.add_child(instance=home)
    _serve(home)
    return home, found is None


def _serve(home: HomePage) -> None:
    address = urlsplit(settings.BASE_URL)
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
        "root_page_id": home.pk,
    }
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(is_default_site=True, site_name=settings.WAGTAIL_SITE_NAME, **wanted)
        return
    if any(getattr(site, name) != value for name, value in wanted.items()):
        welcome = site.root_page
        for name, value in wanted.items():
            setattr(site, name, value)
        site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME
        site.save()
        if welcome.specific_class is Page and not welcome.get_children().exists():
            welcome.delete()
