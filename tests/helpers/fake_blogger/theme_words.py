"""The words of Blogger's interface around a post, for the languages the sample's pages can be shown in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language's interface. `{n}` is a number, `{label}` a label."""

    posted_by: str = "Posted by"
    at: str = "at"
    labels: str = "Labels:"
    no_comments: str = "No comments:"
    one_comment: str = "1 comment:"
    comments: str = "{n} comments:"
    post_comment: str = "Post a Comment"
    reply: str = "Reply"
    email_this: str = "Email This"
    blog_this: str = "BlogThis!"
    share: tuple[str, str, str] = ("Share to X", "Share to Facebook", "Share to Pinterest")
    newer_post: str = "Newer Post"
    older_post: str = "Older Post"
    newer_posts: str = "Newer Posts"
    older_posts: str = "Older Posts"
    home: str = "Home"
    subscribe: str = "Subscribe to:"
    post_comments_atom: str = "Post Comments (Atom)"
    posts_atom: str = "Posts (Atom)"
    read_more: str = "Read more »"
    archive: str = "Blog Archive"
    about: str = "About Me"
    profile: str = "View my complete profile"
    popular: str = "Popular Posts"
    showing_label: str = "Showing posts with label {label}."
    show_all: str = "Show all posts"
    missing: str = "Sorry, the page you were looking for in this blog does not exist."
    powered: str = "Simple theme. Powered by Blogger."


WORDS: Mapping[str, Words] = {
    "en": Words(),
    "es": Words(
        posted_by="Publicado por",
        at="en",
        labels="Etiquetas:",
        no_comments="No hay comentarios:",
        one_comment="1 comentario:",
        comments="{n} comentarios:",
        post_comment="Publicar un comentario",
        reply="Responder",
        email_this="Enviar por correo electrónico",
        blog_this="Escribe un blog",
        share=("Compartir en X", "Compartir con Facebook", "Compartir en Pinterest"),
        newer_post="Entrada más reciente",
        older_post="Entrada antigua",
        newer_posts="Entradas más recientes",
        older_posts="Entradas antiguas",
        home="Inicio",
        subscribe="Suscribirse a:",
        post_comments_atom="Enviar comentarios (Atom)",
        posts_atom="Entradas (Atom)",
        read_more="Leer más »",
        archive="Archivo del blog",
        about="Datos personales",
        profile="Ver todo mi perfil",
        popular="Entradas populares",
        showing_label="Mostrando entradas con la etiqueta {label}.",
        show_all="Mostrar todas las entradas",
        missing="La página que buscas no existe en este blog.",
        powered="Tema Sencillo. Con la tecnología de Blogger.",
    ),
    "id": Words(
        posted_by="Diposkan oleh",
        at="di",
        labels="Label:",
        no_comments="Tidak ada komentar:",
        one_comment="1 komentar:",
        comments="{n} komentar:",
        post_comment="Posting Komentar",
        reply="Balas",
        email_this="Kirimkan Ini lewat Email",
        share=("Bagikan ke X", "Bagikan ke Facebook", "Bagikan ke Pinterest"),
        newer_post="Posting Lebih Baru",
        older_post="Posting Lama",
        newer_posts="Postingan Lebih Baru",
        older_posts="Postingan Lama",
        home="Beranda",
        subscribe="Langganan:",
        post_comments_atom="Posting Komentar (Atom)",
        posts_atom="Postingan (Atom)",
        read_more="Baca selengkapnya »",
        archive="Arsip Blog",
        about="Mengenai Saya",
        profile="Lihat profil lengkapku",
        popular="Entri Populer",
        showing_label="Tampilkan postingan dengan label {label}.",
        show_all="Tampilkan semua postingan",
        missing="Maaf, halaman yang Anda cari di blog ini tidak ada.",
        powered="Tema Sederhana. Diberdayakan oleh Blogger.",
    ),
}


def words(locale: str) -> Words:
    """The interface in a language; English where the sample has none of its own."""
    return WORDS.get(locale.partition("-")[0], WORDS["en"])


def comments_heading(locale: str, count: int) -> str:
    """The line above a post's comments: "No comments:", "1 comment:", "2 comments:"."""
    said = words(locale)
    few = {0: said.no_comments, 1: said.one_comment}
    return few.get(count) or said.comments.replace("{n}", str(count))


def day(locale: str, at: datetime) -> str:
    """A date header: "Wednesday, April 1, 2015"."""
    return format_date(at, "full", locale=locale.replace("-", "_"))


def clock(locale: str, at: datetime) -> str:
    """A time stamp: "11:30 PM", with the narrow space that newer pages have before it."""
    return format_time(at, "short", locale=locale.replace("-", "_"))
